package verdict

import "rockxy/internal/flow"

// Titles are the verdicts in words.
const (
	TitlePinned     = "Certificate Pinning Detected"
	TitleUntrusted  = "Client does not trust the Rockxy CA"
	TitleProtocol   = "Protocol mismatch"
	TitleNetwork    = "Client gave up / network"
	TitleClientCert = "Client certificate expected by the application"
	TitleUnsure     = "Not sure yet"
)

func (h *History) judge(p *party, o *Outcome, k kind) Judgement {
	f := h.facts(p, o, k)
	j := Judgement{Code: f.code()}
	for _, rule := range rules {
		if rule(f, &j) {
			break
		}
	}
	switch j.Verdict {
	case flow.VerdictPinned:
		j.Title = TitlePinned
	case flow.VerdictUntrusted:
		j.Title = TitleUntrusted
	case flow.VerdictProtocol:
		j.Title = TitleProtocol
	case flow.VerdictNetwork:
		j.Title = TitleNetwork
	case flow.VerdictClientCert:
		j.Title = TitleClientCert
	default:
		j.Title = TitleUnsure
	}
	return j
}

// enough refusals of one host, without an acceptance, are consistent.
const enough = 3

// rules are asked in turn; the first that has an answer gives it.
var rules = []func(*facts, *Judgement) bool{
	notAboutCertificate, missesRoot, reserve, wantsToBeAsked, sameProcess, pinsByItself, otherRuns, everywhere, undecided,
}

func (f *facts) code() string {
	switch {
	case f.kind == ours:
		return flow.RockxyInterrupted
	case f.kind == clock, f.kind == unknownRoot, f.kind == refusal:
		return flow.ClientRefusedLeaf
	case f.kind == mismatch, f.kind == vague:
		return flow.ClientProtocol
	case f.Ending == flow.EndingReset:
		return flow.ClientReset
	case f.Ending == flow.EndingTimeout:
		return flow.ClientTimeout
	}
	return flow.ClientClosed
}

func (j *Judgement) set(v flow.Verdict, next string) bool {
	j.Verdict, j.Next = v, next
	return true
}
