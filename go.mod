module rockxy

go 1.26
