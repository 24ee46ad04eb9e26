import CReadings
package import Ground
package import Metering

/// Decodes the bytes of one page.
package enum PageDecoder {
    /// Decodes a page of time series into columns.
    ///
    /// - Parameters:
    ///   - body: JSON. It grows by simdjson's padding.
    ///   - now: the time of the answer. Readings that end later are left out; if more than a day later, they are
    ///     rejected.
    ///   - cut: the repeated hour in which the page before was cut.
    /// - Throws: ``APIError`` with ``RequestResult/invalid`` if the text is not JSON or not a page.
    package static func decode(
        _ body: consuming [UInt8], now: Timestamp, rules: DecodingRules = DecodingRules(), after cut: CutHour? = nil
    ) throws(APIError) -> DecodedPage<ReadingBatch> {
        try read(body, by: creadings_page_read, rules.options) { page in
            var columns = PageColumns(page)
            let civil = civilTimes(&columns, rules, after: cut)
            return (readings(&columns, now: now, rejectedPeriods: civil.rejected), civil.cut)
        }
    }

    /// Decodes a page of invoiced values.
    ///
    /// - Parameters:
    ///   - body: JSON. It grows by simdjson's padding.
    ///   - now: values of a date more than a day later are rejected.
    /// - Throws: ``APIError`` with ``RequestResult/invalid`` if the text is not JSON or not a page.
    package static func decodeInvoiced(
        _ body: consuming [UInt8], now: Timestamp, rules: DecodingRules = DecodingRules()
    ) throws(APIError) -> DecodedPage<InvoiceBatch> {
        try read(body, by: creadings_invoiced_page_read, rules.options) { page in
            var columns = PageColumns(page)
            civilDates(columns, rules)
            return (invoices(&columns, now: now, rules), nil)
        }
    }

    /// Decodes only the size of a page of time series, and the form of its times.
    static func sample(_ body: consuming [UInt8], rules: DecodingRules) throws(APIError) -> DecodedPage<PageSample> {
        var options = rules.options
        options.keeps_labels = 1
        return try read(body, by: creadings_page_read, options) { page in
            var columns = PageColumns(page)
            _ = civilTimes(&columns, rules, after: nil)
            return (PageSample(columns), nil)
        }
    }

    /// Returns the latest acceptable time: a day's grace, for clocks and time zones that are slightly wrong.
    static func latest(_ now: Timestamp) -> Int64 { (now + .seconds(86_400)).milliseconds }

    private static func read<Batch>(
        _ body: consuming [UInt8],
        by reader: (UnsafePointer<UInt8>, Int, creadings_options) -> UnsafeMutablePointer<creadings_page>?,
        _ options: creadings_options, _ batch: (creadings_page) -> (Batch, CutHour?)
    ) throws(APIError) -> DecodedPage<Batch> {
        let length = body.count
        body.append(contentsOf: repeatElement(0, count: CREADINGS_PADDING))
        // The padding has been appended, so there is a base address.
        let read = body.withUnsafeBufferPointer { bytes in bytes.baseAddress.flatMap { reader($0, length, options) } }
        guard let page = read else {
            throw APIError(.invalid, "the answer of \(length) bytes does not fit in memory", isAnswerTooBig: true)
        }
        defer { creadings_page_free(page) }
        if let error = page.pointee.error {
            let place = page.pointee.error_offset < 0 ? "" : " near byte \(page.pointee.error_offset)"
            throw APIError(.invalid, "the answer is not a page of readings: \(String(cString: error))\(place)")
        }
        let (content, cut) = batch(page.pointee)
        return DecodedPage(
            batch: content, next: next(page.pointee), objectCount: page.pointee.seen_objects,
            readingCount: page.pointee.seen_readings, cut: cut)
    }

    private static func next(_ page: creadings_page) -> NextPage {
        switch Int(page.next_kind) {
        case CREADINGS_NEXT_END: .end
        case CREADINGS_NEXT_TEXT: .text(PageColumns.text(page.next))
        default: .odd
        }
    }
}
