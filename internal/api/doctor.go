package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
)

// Diagnosis is what works, what does not, and the next step: what `rockxy doctor` says.
type Diagnosis struct {
	Findings []Finding `json:"findings"`
}

// Finding is one thing that was looked at.
type Finding struct {
	Name  string       `json:"name"` // such as "proxy"
	State FindingState `json:"state" enum:"ok,warn,fail"`
	Text  string       `json:"text"` // a sentence, without a final period
	Hint  string       `json:"hint"` // the next step, may be empty
}

// FindingState is "ok", "warn" for what is worth knowing, or "fail" for what does not work.
type FindingState string

const (
	FindingOK   FindingState = "ok"
	FindingWarn FindingState = "warn"
	FindingFail FindingState = "fail"
)

// Doctor looks at the instance and at what is around it. It changes nothing.
type Doctor interface {
	Diagnose(context.Context) (Diagnosis, error)
}

func registerDoctor(api huma.API, d Doctor) {
	answer(api, "GET /v1/doctor", "What works, what does not, and the next step", func(ctx context.Context, _ *struct{}) (Diagnosis, error) { return d.Diagnose(ctx) })
}
