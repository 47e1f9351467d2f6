package redact

// Secrets is how many different secrets were replaced so far; past 65,536 one
// that is met again after a long time may count twice.
func (r *Redactor) Secrets() int { return r.standins.made }
