"""Interfaces between the domain and the outside world, as protocols.

Two kinds. Clock, Store, MyPageTransaction, Send and RunChecks have several implementations. The
facets of a transaction (`Bookings`, `People`, `Events` ...) have one, in SQL; they are protocols
because `operations` and `policies` must be typed against something and may not import the storage,
and they are the one place where a facet's contract is written.
"""
