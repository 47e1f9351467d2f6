package launch

import "os"

// forwarded are the signals that are passed on: Ctrl-C, which Windows sends to
// every process of the console by itself, must only not end us first.
func forwarded() []os.Signal { return []os.Signal{os.Interrupt} }

func fromTerminal(os.Signal) bool { return true }

func exitStatus(s *os.ProcessState) int { return s.ExitCode() }
