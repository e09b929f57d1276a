"""What is said of a file that is not taken: one sentence for whoever chose it."""

from tertulia.kit.web.refusals import Refused, Sentence


class FileRefused(Refused):
    """The file cannot be kept; the sentence says why and, where something helps, what."""

    kind = "file-refused"

    def __init__(self, sentence: Sentence, field: str = "file") -> None:
        super().__init__(sentence, field)
