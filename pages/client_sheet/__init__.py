"""Page of the sheet that a therapist and a client open together."""
