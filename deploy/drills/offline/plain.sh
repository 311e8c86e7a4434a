#!/bin/sh
# Starts what it is told to, as itself: signals reach the server.
exec "$@"
