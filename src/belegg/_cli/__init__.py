"""What the command line is made of. Nothing here imports a heavy library before it is needed."""
