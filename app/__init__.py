"""The composition root."""

import os

# Our matrices are small: a second thread for them costs a core and gains nothing. Read by numpy when it is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
