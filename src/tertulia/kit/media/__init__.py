"""Files that people bring: what they are, how pictures are made safe and small, where bytes lie."""

from tertulia.kit.media.pictures import Rendition, StoredImage, store_image
from tertulia.kit.media.refusals import FileRefused
from tertulia.kit.media.uses import in_use

__all__ = ["FileRefused", "Rendition", "StoredImage", "in_use", "store_image"]
