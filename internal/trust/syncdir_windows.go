package trust

// syncDir has nothing to do: NTFS journals names itself.
func syncDir(string) error { return nil }
