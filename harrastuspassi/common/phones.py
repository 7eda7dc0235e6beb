def national(v):
    return v


def e164(v):
    return v or None
