import CReadings
package import Ground
package import Metering

/// Reads the bytes of one page.
package enum PageDecoder {
    /// Reads a page of time series into columns.
    ///
    /// - Parameters:
    ///   - body: JSON in UTF-8. It grows by simdjson's padding.
    ///   - now: readings that end more than a day later are rejected.
    /// - Throws: ``APIError`` with ``RequestResult/invalid`` where the text is not JSON or not a page.
    package static func decode(
        _ body: consuming [UInt8], now: Timestamp
    ) throws(APIError) -> DecodedPage<ReadingBatch> {
        try read(body, by: creadings_page_read) { batch($0, latest: latest(now)) }
    }

    /// Reads a page of invoiced values.
    ///
    /// - Parameters:
    ///   - body: JSON in UTF-8. It grows by simdjson's padding.
    ///   - now: values of a date more than a day later are rejected.
    /// - Throws: ``APIError`` with ``RequestResult/invalid`` where the text is not JSON or not a page.
    package static func decodeInvoiced(
        _ body: consuming [UInt8], now: Timestamp
    ) throws(APIError) -> DecodedPage<InvoiceBatch> {
        try read(body, by: creadings_invoiced_page_read) { invoices($0, latest: latest(now)) }
    }

    /// A day's grace, for clocks and time zones that are a little wrong.
    private static func latest(_ now: Timestamp) -> Int64 { (now + .seconds(86_400)).milliseconds }

    private static func read<Batch>(
        _ body: consuming [UInt8],
        by reader: (UnsafePointer<UInt8>, Int) -> UnsafeMutablePointer<creadings_page>?,
        _ batch: (creadings_page) -> Batch
    ) throws(APIError) -> DecodedPage<Batch> {
        let length = body.count
        body.append(contentsOf: repeatElement(0, count: CREADINGS_PADDING))
        // The padding has been appended, so there is a base address.
        let read = body.withUnsafeBufferPointer { bytes in bytes.baseAddress.flatMap { reader($0, length) } }
        guard let page = read else {
            throw APIError(.invalid, "the answer of \(length) bytes does not fit in memory", isAnswerTooBig: true)
        }
        defer { creadings_page_free(page) }
        if let error = page.pointee.error {
            let place = page.pointee.error_offset < 0 ? "" : " near byte \(page.pointee.error_offset)"
            throw APIError(.invalid, "the answer is not a page of readings: \(String(cString: error))\(place)")
        }
        return DecodedPage(
            batch: batch(page.pointee), next: next(page.pointee), objectCount: page.pointee.seen_objects,
            readingCount: page.pointee.seen_readings)
    }

    private static func next(_ page: creadings_page) -> NextPage {
        switch Int(page.next_kind) {
        case CREADINGS_NEXT_END: .end
        case CREADINGS_NEXT_TEXT: .text(text(page.next))
        default: .odd
        }
    }

    static func texts(_ page: creadings_page) -> [String] {
        (0..<page.text_count).map { index in page.texts.map { text($0[index]) } ?? "" }
    }

    private static func batch(_ page: creadings_page, latest: Int64) -> ReadingBatch {
        let texts = texts(page)
        let statuses = StatusTable(page, texts)
        var batch = ReadingBatch(statuses: statuses.texts, rejected: rejected(page), missing: page.missing)
        var future = 0
        for index in 0..<page.object_count {
            guard let object = page.objects?[index] else { break }
            var source = source(object, page, texts)
            let effects = source.maxEffects.count
            source.maxEffects.removeAll { $0.time.milliseconds > latest }
            future += effects - source.maxEffects.count
            batch.sources.append(source)
            for var series in series(object, page, texts, statuses) {
                future += series.readings.drop { _, end in end > latest }
                if !series.readings.isEmpty {
                    batch.series.append(
                        SeriesColumns(source: index, unit: series.unit, readings: series.readings))
                }
            }
        }
        if future > 0 { batch.rejected[.future] = future }
        return batch
    }

    private static func source(_ object: creadings_object, _ page: creadings_page, _ texts: [String]) -> ReadingSource {
        ReadingSource(
            meter: meter(object, texts), facts: facts(object, texts),
            maxEffects: effects(of: object, page).map { maxEffect($0, texts) })
    }

    static func meter(_ object: creadings_object, _ texts: [String]) -> MeterID {
        MeterID(
            meteringPoint: text(object.metering_point, texts) ?? "",
            deliveryCategory: text(object.delivery_category, texts) ?? "", microproduction: object.microproduction == 1)
    }

    static func facts(_ object: creadings_object, _ texts: [String]) -> MeterFacts {
        MeterFacts(
            customerNumber: text(object.customer_number, texts),
            installationNumber: text(object.installation_number, texts), settlement: text(object.settlement, texts),
            rateCode: text(object.rate_code, texts), property: text(object.property, texts),
            subscribedEffect: object.subscribed_effect.isNaN ? nil : object.subscribed_effect)
    }

    static func effects(of object: creadings_object, _ page: creadings_page) -> UnsafeBufferPointer<creadings_effect> {
        UnsafeBufferPointer(start: page.effects.map { $0 + object.first_effect }, count: object.effects)
    }

    static func maxEffect(_ effect: creadings_effect, _ texts: [String]) -> MaxEffect {
        MaxEffect(
            time: Timestamp(milliseconds: effect.time), value: effect.value, unit: text(effect.unit, texts) ?? "")
    }

    /// A text by its index; nil where the answer does not carry it.
    static func text(_ index: UInt32, _ texts: [String]) -> String? {
        Int(index) < texts.count ? texts[Int(index)] : nil
    }

    /// An object's rows, one entry for each unit in the order in which the units first come.
    private static func series(
        _ object: creadings_object, _ page: creadings_page, _ texts: [String], _ table: StatusTable
    ) -> [(unit: String, readings: ReadingColumns)] {
        guard let starts = page.starts, let ends = page.ends, let values = page.values, let statuses = page.statuses,
            let units = page.units
        else { return [] }
        let rows = object.first_reading..<(object.first_reading + object.readings)
        var order: [UInt32] = []
        var columns: [UInt32: ReadingColumns] = [:]
        var run = rows.lowerBound
        while run < rows.upperBound {
            // Rows of one unit nearly always stand together, so they are copied run by run.
            let unit = units[run]
            let end = (run..<rows.upperBound).first { units[$0] != unit } ?? rows.upperBound
            if columns[unit] == nil { order.append(unit) }
            columns[unit, default: ReadingColumns()].append(
                starts: UnsafeBufferPointer(start: starts + run, count: end - run),
                ends: UnsafeBufferPointer(start: ends + run, count: end - run),
                values: UnsafeBufferPointer(start: values + run, count: end - run),
                statuses: (run..<end).lazy.map { table[statuses[$0]] })
            run = end
        }
        return order.map { unit in
            (Int(unit) < texts.count ? texts[Int(unit)] : "", columns[unit] ?? ReadingColumns())
        }
    }

    static func rejected(_ page: creadings_page) -> [RejectionReason: Int] {
        let counts = withUnsafeBytes(of: page.rejected) { Array($0.bindMemory(to: Int.self)) }
        let reasons: [RejectionReason] = [.malformed, .meteringPoint, .time, .period, .value, .unit, .maxEffect]
        return Dictionary(uniqueKeysWithValues: zip(reasons, counts).filter { $0.1 > 0 })
    }

    /// A text of the answer, which simdjson has found to be UTF-8. NUL, which neither labels nor SQL texts carry safely,
    /// becomes the replacement character.
    private static func text(_ text: creadings_text) -> String {
        let bytes = UnsafeRawBufferPointer(start: text.bytes, count: text.length)
        let string = String(decoding: bytes, as: UTF8.self)
        guard bytes.contains(0) else { return string }
        return String(String.UnicodeScalarView(string.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
    }
}

/// The texts that a page's readings use as status, numbered anew: of a page's texts most are something else.
private struct StatusTable {
    private(set) var texts: [String] = []
    /// From the page's index to ours; the last entry is for readings without a status.
    private var indices: [UInt32]

    init(_ page: creadings_page, _ pageTexts: [String]) {
        let unused = UInt32.max
        indices = [UInt32](repeating: unused, count: pageTexts.count + 1)
        for status in UnsafeBufferPointer(start: page.statuses, count: page.reading_count) {
            let place = min(Int(status), pageTexts.count)
            if indices[place] == unused {
                indices[place] = UInt32(texts.count)
                texts.append(place < pageTexts.count ? pageTexts[place] : "")
            }
        }
    }

    subscript(pageIndex: UInt32) -> UInt32 { indices[min(Int(pageIndex), indices.count - 1)] }
}
