package cli

import "golang.org/x/sys/windows"

// enableEscapes makes the console understand escape sequences, if it can.
func enableEscapes(fd int) bool {
	var mode uint32
	h := windows.Handle(fd)
	if windows.GetConsoleMode(h, &mode) != nil {
		return false
	}
	return windows.SetConsoleMode(h, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}
