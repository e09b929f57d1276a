"""A mail server on loopback that keeps what it is given, or answers as it is told."""

import socketserver
import threading
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default


class PostOffice(socketserver.ThreadingTCPServer):
    """Speaks just enough SMTP. `answers` maps a command to the line it is refused with."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Clerk)
        self.envelopes: list[tuple[str, list[str]]] = []
        self.raw: list[bytes] = []
        self.answers: dict[str, str] = {}

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    @property
    def letters(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=default) for raw in self.raw]  # type: ignore[misc]

    def __enter__(self) -> "PostOffice":
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class _Clerk(socketserver.StreamRequestHandler):
    server: PostOffice

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self) -> None:
        self.say("220 loopback")
        sender, recipients = "", []
        while line := self.rfile.readline().decode().strip():
            command = line.split(":")[0].split(" ")[0].upper()
            if refusal := self.server.answers.get(command):
                self.say(refusal)
                continue
            if command == "MAIL":
                sender = line.split("<")[1].split(">")[0]
            elif command == "RCPT":
                recipients.append(line.split("<")[1].split(">")[0])
            elif command == "DATA":
                self.take(sender, recipients)
            self.say("221 bye" if command == "QUIT" else "250 fine")

    def take(self, sender: str, recipients: list[str]) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.server.raw.append(b"".join(lines))
        self.server.envelopes.append((sender, recipients))
