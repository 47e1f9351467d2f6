package view

import (
	"encoding/binary"
	"fmt"
	"strconv"
)

func le16(b []byte) int { return int(binary.LittleEndian.Uint16(b)) }
func le24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }
func le32(b []byte) int { return int(binary.LittleEndian.Uint32(b)) }
func be16(b []byte) int { return int(binary.BigEndian.Uint16(b)) }
func be32(b []byte) int { return int(binary.BigEndian.Uint32(b)) }

// readPNG reads the chunks before the first pixels (PNG §5).
func readPNG(b []byte, p *picture) {
	for at := 8; at+8 <= len(b); {
		n, kind := be32(b[at:]), string(b[at+4:at+8])
		data := b[at+8 : min(at+8+n, len(b))]
		switch {
		case kind == "IHDR" && len(data) >= 13:
			p.width, p.height = be32(data), be32(data[4:])
			p.detail = fmt.Sprintf("%d bits, %s", data[8], pngColour(data[9]))
		case kind == "acTL":
			p.animated = true
		case kind == "IDAT":
			return
		}
		at += 12 + n
	}
}

func pngColour(c byte) string {
	switch c {
	case 0:
		return "greyscale"
	case 2:
		return "RGB"
	case 3:
		return "palette"
	case 4:
		return "greyscale with alpha"
	case 6:
		return "RGB with alpha"
	}
	return "colour type " + strconv.Itoa(int(c))
}

// readJPEG looks for the frame header (ITU-T T.81 §B.2.2).
func readJPEG(b []byte, p *picture) {
	for at := 2; at+4 <= len(b); {
		if b[at] != 0xff {
			return
		}
		marker := b[at+1]
		switch {
		case marker == 0xff: // fill
			at++
			continue
		case marker == 0x01 || marker >= 0xd0 && marker <= 0xd8: // without a length
			at += 2
			continue
		case marker == 0xda || marker == 0xd9:
			return
		}
		n := be16(b[at+2:])
		frame := marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc
		if frame && at+10 <= len(b) {
			p.height, p.width = be16(b[at+5:]), be16(b[at+7:])
			p.detail = fmt.Sprintf("%s, %s", map[bool]string{true: "progressive", false: "sequential"}[marker&0x03 == 2], plural(int(b[at+9]), "component"))
			return
		}
		at += 2 + max(n, 2)
	}
}

// readGIF counts images up to the second (GIF89a §18 to §26).
func readGIF(b []byte, p *picture) {
	if len(b) < 13 {
		return
	}
	p.width, p.height = le16(b[6:]), le16(b[8:])
	at := 13 + colourTable(b[10])
	images := 0
	for at < len(b) {
		switch b[at] {
		case 0x2c:
			if images++; images > 1 {
				p.animated = true
				return
			}
			if at+10 > len(b) {
				return
			}
			at = subBlocks(b, at+11+colourTable(b[at+9]))
		case 0x21:
			at = subBlocks(b, at+2)
		default:
			return
		}
	}
}

func colourTable(flags byte) int {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

func subBlocks(b []byte, at int) int {
	for at < len(b) && b[at] != 0 {
		at += 1 + int(b[at])
	}
	return at + 1
}

// readWebP reads the first chunk (WebP container specification).
func readWebP(b []byte, p *picture) {
	if len(b) < 30 {
		return
	}
	switch string(b[12:16]) {
	case "VP8X":
		p.width, p.height = le24(b[24:])+1, le24(b[27:])+1
		p.animated = b[20]&0x02 != 0
		p.detail = "extended"
	case "VP8L":
		n := le32(b[21:])
		p.width, p.height = n&0x3fff+1, n>>14&0x3fff+1
		p.detail = "lossless"
	case "VP8 ":
		p.width, p.height = le16(b[26:])&0x3fff, le16(b[28:])&0x3fff
		p.detail = "lossy"
	}
}

// readBoxes looks for the largest image of a HEIF container: its ispe box,
// within meta, iprp and ipco (ISO/IEC 23008-12 §6.5.3).
func readBoxes(b []byte, p *picture, depth int) {
	for count := 0; len(b) >= 8 && count < 1000; count++ {
		n, head := uint64(be32(b)), uint64(8)
		switch {
		case n == 1 && len(b) >= 16:
			n, head = binary.BigEndian.Uint64(b[8:]), 16
		case n == 0:
			n = uint64(len(b))
		}
		if n < head {
			return
		}
		data := b[min(head, uint64(len(b))):min(n, uint64(len(b)))]
		switch kind := string(b[4:8]); {
		case kind == "ispe" && len(data) >= 12:
			if w, h := be32(data[4:]), be32(data[8:]); w*h > p.width*p.height {
				p.width, p.height = w, h
			}
		case kind == "meta" && len(data) >= 4 && depth < 4:
			readBoxes(data[4:], p, depth+1)
		case (kind == "iprp" || kind == "ipco") && depth < 4:
			readBoxes(data, p, depth+1)
		}
		b = b[min(n, uint64(len(b))):]
	}
}

func readBMP(b []byte, p *picture) {
	switch size := le32(b[14:]); {
	case size == 12 && len(b) >= 26:
		p.width, p.height = le16(b[18:]), le16(b[20:])
	case size >= 40 && len(b) >= 30:
		p.width, p.height = le32(b[18:]), int(int32(le32(b[22:])))
		p.height = max(p.height, -p.height)
		p.detail = plural(le16(b[28:]), "bit") + " a pixel"
	}
}

// readICO finds the largest image of an icon.
func readICO(b []byte, p *picture) {
	n := le16(b[4:])
	for i := range n {
		at := 6 + 16*i
		if at+16 > len(b) {
			break
		}
		w, h := int(b[at]), int(b[at+1])
		if w == 0 {
			w = 256
		}
		if h == 0 {
			h = 256
		}
		if w*h > p.width*p.height {
			p.width, p.height = w, h
		}
	}
	p.detail = plural(n, "image") + ", the largest is named"
}
