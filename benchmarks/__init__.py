"""Speed, start and memory of the reader, beside a peer. Not part of the wheel."""
