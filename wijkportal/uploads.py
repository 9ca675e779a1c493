"""Files that come in stay in memory: nothing of them is ever written to a disk of a web machine (SAFETY S12).

What is too much is read and thrown away, so that the form still gets what was typed and can say what was wrong. One
request holds at most MOST_PHOTOS times MOST_BYTES, and as many open files: thousands of tiny ones must not use up what
the whole process may have open.
"""

import os
from io import BytesIO

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from agenten.fotos import MOST_BYTES
from meldingen.models.gesprek import MOST_PHOTOS

MOST_COUNTED = 300
PIECE = 65_536


def memory():
    """A file without a disk. On Linux its pages go back to the machine when it is closed; the heap would keep them."""
    return os.fdopen(os.memfd_create("upload"), "w+b") if hasattr(os, "memfd_create") else BytesIO()


class InMemoryHandler(FileUploadHandler):
    """Keeps the first MOST_PHOTOS files of at most MOST_BYTES.

    Of others only the name and the size are kept. After MOST_COUNTED files nothing more is looked at: to take
    it apart would keep a web process busy for as long as somebody likes.
    """

    def __init__(self, request=None):
        super().__init__(request)
        self.files = 0

    def handle_raw_input(self, input_data, *args, **kwargs):
        self.body = input_data

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.files += 1
        if self.files > MOST_COUNTED:
            while self.body.read(PIECE):
                pass
            raise StopUpload(connection_reset=True)  # nothing is left to read
        self.is_kept = self.files <= MOST_PHOTOS
        self.file, self.size = memory() if self.is_kept else BytesIO(), 0

    def receive_data_chunk(self, raw_data, start):
        self.size += len(raw_data)
        if not self.is_kept:
            return
        if self.size > MOST_BYTES:
            self.file.seek(0)
            self.file.truncate()
        else:
            self.file.write(raw_data)

    def file_complete(self, file_size):
        self.file.seek(0)
        return InMemoryUploadedFile(
            self.file, self.field_name, self.file_name, self.content_type, self.size, self.charset
        )
