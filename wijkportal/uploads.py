"""Files that come in stay in memory: nothing of them is ever written to a disk of a web machine (SAFETY S12).

What is too much is read and thrown away, so that the form still gets what was typed and can say what was wrong. One
request holds at most MOST_PHOTOS times MOST_BYTES.
"""

import os
from io import BytesIO

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from agenten.fotos import MOST_BYTES
from meldingen.models.gesprek import MOST_PHOTOS


def memory():
    """A file without a disk. On Linux its pages go back to the machine when it is closed; the heap would keep them."""
    return os.fdopen(os.memfd_create("upload"), "w+b") if hasattr(os, "memfd_create") else BytesIO()


class InMemoryHandler(FileUploadHandler):
    """Keeps the first MOST_PHOTOS files of at most MOST_BYTES. Of any other only the name and the size are kept."""

    def __init__(self, request=None):
        super().__init__(request)
        self.files = 0

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.files += 1
        self.file, self.size = memory(), 0

    def receive_data_chunk(self, raw_data, start):
        self.size += len(raw_data)
        if self.size > MOST_BYTES or self.files > MOST_PHOTOS:
            self.file.seek(0)
            self.file.truncate()
        else:
            self.file.write(raw_data)

    def file_complete(self, file_size):
        self.file.seek(0)
        return InMemoryUploadedFile(
            self.file, self.field_name, self.file_name, self.content_type, self.size, self.charset
        )
