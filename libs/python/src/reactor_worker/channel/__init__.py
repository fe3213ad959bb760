"""The connection to the server: framed messages, and the file of slots."""
