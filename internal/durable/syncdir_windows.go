package durable

// SyncDir does nothing: Windows has no such call for a directory.
func SyncDir(string) error { return nil }
