"""Text: Markdown to safe html, who it speaks to, its paragraphs, its words."""

from tertulia.kit.text.limits import TextRefused
from tertulia.kit.text.paragraphs import Paragraph, paragraphs, plain_text
from tertulia.kit.text.rendering import RENDERED_WITH, Rendered, render

__all__ = [
    "RENDERED_WITH",
    "Paragraph",
    "Rendered",
    "TextRefused",
    "paragraphs",
    "plain_text",
    "render",
]
