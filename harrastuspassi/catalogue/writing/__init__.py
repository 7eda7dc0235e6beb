"""What organizers write: hobbies, their events, organizers, locations and promotions.

Each function takes `by`, who asks, and refuses as roles.py says; where `seen` is given, also whoever has not seen the
row as it is now (Stale). All is written or nothing, with the row locked. States are not among the fields:
submission.py says where what is new begins, and what goes back to review when it is changed. What the public has seen
is archived or cancelled instead of deleted, since phones hold its id.
"""
