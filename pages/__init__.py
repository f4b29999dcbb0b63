"""What people see. `router.py` is run by `app.py`; every other file here is one page, run by the router only."""
