package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
)

// Bodies gives out the octets of bodies, in forms that no browser runs.
type Bodies interface {
	// Body's error is an *Error when the content codings cannot be taken off.
	Body(context.Context, BodyQuery) (*Octets, error)
	// Image's error is an *Error (415) when the body is no image for browsers.
	Image(context.Context, ImageQuery) (*Octets, error)
	// Preview is a page of HTML without anything that could run or load. The error is
	// an *Error (415) when the body is none.
	Preview(context.Context, SideRef) (*Octets, error)
}

// BodyQuery names the octets of a body.
type BodyQuery struct {
	SideRef
	As string `query:"as" enum:"decoded,wire" default:"decoded" doc:"as is decoded or wire"`
}

// ImageQuery names a picture. Dest is what a browser wants it for.
type ImageQuery struct {
	SideRef
	Dest string `header:"Sec-Fetch-Dest" hidden:"true"`
}

func registerBodies(api huma.API, b Bodies) {
	octets(api, "GET /v1/exchanges/{id}/body", "The octets of a body, or a range of them", []string{octetStream}, func(ctx context.Context, in *BodyQuery) (*Octets, error) {
		return b.Body(ctx, *in)
	})
	octets(api, "GET /v1/exchanges/{id}/image", "A body that is an image", ImageTypes(), func(ctx context.Context, in *ImageQuery) (*Octets, error) {
		return b.Image(ctx, *in)
	})
	octets(api, "GET /v1/exchanges/{id}/preview", "A body that is a page, without anything that could run or load", []string{"text/html"}, func(ctx context.Context, in *SideRef) (*Octets, error) {
		return b.Preview(ctx, *in)
	})
}

// ImageTypes are the types that an image may go out as.
func ImageTypes() []string {
	return []string{"image/avif", "image/bmp", "image/gif", "image/jpeg", "image/png", "image/svg+xml", "image/webp", "image/x-icon"}
}
