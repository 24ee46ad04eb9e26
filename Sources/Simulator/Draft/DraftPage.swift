import NIOCore

/// A page held as values that a distortion can change; ``PageWriter`` writes pages that follow the document.
struct DraftPage {
    var objects: [DraftObject]
    let endpoint: SimulatedEndpoint
    var hasByteOrderMark = false

    /// Drafts a page of time series.
    init(_ plan: PagePlan, _ utility: SimulatedUtility) {
        endpoint = .timeSeries
        objects = plan.entries.map { entry in
            var rows = entry.quantities.flatMap { quantity in
                utility.readings(
                    of: entry.object, flow: quantity == .flow, resolution: plan.resolution, from: plan.from,
                    to: plan.to,
                    visibleAt: plan.now)
            }
            if let range = entry.rows { rows = Array(rows[range.clamped(to: rows.indices)]) }
            return DraftObject(entry.object, rows: rows.map(DraftRow.init))
        }
    }

    /// Drafts a page of invoiced months.
    init(_ page: InvoicePage, _ utility: SimulatedUtility) {
        endpoint = .invoiced
        objects = page.objects.map { object in
            var draft = DraftObject(object, rows: page.invoices(of: object, utility).map(DraftRow.init))
            draft.fields.insert(("property", JSONText.string(object.name)), at: 0)
            return draft
        }
    }

    func body(next: PageWriter.Next) -> ByteBuffer {
        var buffer = ByteBuffer()
        if hasByteOrderMark { buffer.writeBytes([0xEF, 0xBB, 0xBF]) }
        buffer.writeStaticString(#"{"consumptions":["#)
        for (index, object) in objects.enumerated() {
            if index > 0 { buffer.writeStaticString(",") }
            object.write(to: &buffer, endpoint)
        }
        buffer.writeStaticString("]")
        buffer.write(next)
        buffer.writeStaticString("}")
        return buffer
    }
}

/// One element of `consumptions`.
struct DraftObject {
    let object: SimulatedObject
    /// All keys except `reading`, with their values as JSON.
    var fields: [(key: String, json: [UInt8])]
    var rows: [DraftRow]
    var clock: DraftClock
    var isNewestFirst = false

    init(_ object: SimulatedObject, rows: [DraftRow]) {
        self.object = object
        self.rows = rows
        clock = .form(object.timeForm)
        fields = [
            ("customerNumber", JSONText.string(object.customerNumber)),
            ("meteringPoint", JSONText.string(object.meteringPoint)),
            ("installationNumber", JSONText.string(object.installationNumber)),
            ("deliveryCategory", JSONText.string(object.deliveryCategory)),
            ("microproduction", Array("\(object.microproduction)".utf8)),
            ("settlement", JSONText.string(object.settlement)),
            ("subscribedEffect", Array("\(object.subscribedEffect)".utf8)),
            ("rateCode", JSONText.string(object.rateCode)),
        ]
    }

    /// Replaces the values of those of the keys that the object has.
    mutating func set(_ keys: Set<String>, to json: [UInt8]) { change(keys) { _ in json } }

    mutating func change(_ keys: Set<String>, _ change: ([UInt8]) -> [UInt8]) {
        for index in fields.indices where keys.contains(fields[index].key) {
            fields[index].json = change(fields[index].json)
        }
    }

    func write(to buffer: inout ByteBuffer, _ endpoint: SimulatedEndpoint) {
        for (index, field) in fields.enumerated() {
            buffer.writeString("\(index == 0 ? "{" : ",")\"\(field.key)\":")
            buffer.writeBytes(field.json)
        }
        if !rows.isEmpty || !object.omitsEmptyReading {
            buffer.writeStaticString(#","reading":["#)
            for (index, row) in (isNewestFirst ? rows.reversed() : rows).enumerated() {
                if index > 0 { buffer.writeStaticString(",") }
                row.write(to: &buffer, endpoint, object, clock)
            }
            buffer.writeStaticString("]")
        }
        buffer.writeStaticString("}")
    }
}

/// Makers of JSON values.
enum JSONText {
    static let null = Array("null".utf8)

    static func string(_ text: String) -> [UInt8] {
        var buffer = ByteBuffer()
        buffer.writeJSON(text)
        return Array(buffer.readableBytesView)
    }
}
