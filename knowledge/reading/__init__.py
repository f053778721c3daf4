"""Reading documents: bytes of a stranger's file in, titled pieces of plain text out. See `knowledge.reading.reader`."""
