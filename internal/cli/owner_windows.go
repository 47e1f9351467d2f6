package cli

// foreign says whether dir belongs to another user; rights are not raised to
// another user's here.
func foreign(string) bool { return false }
