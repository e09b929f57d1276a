"""Colours as screens show them: what a picture's own profile means, in sRGB."""

from io import BytesIO

from PIL import Image, ImageCms

_SCREEN = ImageCms.createProfile("sRGB")
_PLAIN = ("RGB", "RGBA", "L")


def for_screens(image: Image.Image) -> Image.Image:
    """Return `image` as RGB, RGBA or grey, in sRGB, with nothing beside its pixels."""
    profile = image.info.get("icc_profile")
    sees_through = "transparency" in image.info or image.mode in ("RGBA", "LA", "PA", "RGBa", "La")
    if profile and image.mode in ("RGB", "RGBA", "CMYK", "L"):
        image = _translated(image, profile)
    if image.mode not in _PLAIN or "transparency" in image.info:
        grey = image.mode in ("1", "I", "I;16", "F", "LA", "L") and not sees_through
        image = image.convert("RGBA" if sees_through else "L" if grey else "RGB")
    image.info = {}
    return image


def _translated(image: Image.Image, profile: bytes) -> Image.Image:
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        made = ImageCms.profileToProfile(image, own, _SCREEN, outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image  # a profile that cannot be read: the colours stay as they are
    return made or image
