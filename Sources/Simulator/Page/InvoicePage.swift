import NIOCore

/// A page of invoiced months. A year is small, so the page is written in one piece.
struct InvoicePage {
    /// The objects on the page.
    let objects: [SimulatedObject]
    /// The `offset` of the next page, or nil if nothing follows.
    let nextOffset: Int?
    private let query: TimeSeriesQuery
    private let includesToDate: Bool
    private let now: Int64

    init(_ query: TimeSeriesQuery, _ utility: SimulatedUtility, _ form: PageForm, at now: Int64) {
        self.query = query
        self.now = now
        includesToDate = form.includesToDate
        let all = PagePlan.objects(query, utility)
        let rows = query.rows(serverLimit: form.limit)
        nextOffset = rows.upperBound < all.count ? rows.upperBound : nil
        objects = Array(all[rows.clamped(to: 0..<all.count)])
    }

    /// Returns the invoices of one of its objects; none in a cancelled task, whose connection is closed: those of many objects take
    /// long to make up.
    func invoices(of object: SimulatedObject, _ utility: SimulatedUtility) -> [SimulatedInvoice] {
        guard !Task.isCancelled else { return [] }
        return utility.invoices(of: object, from: query.from, to: query.to + (includesToDate ? 1 : 0), visibleAt: now)
    }

    func body(_ utility: SimulatedUtility, next: PageWriter.Next) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.writeStaticString(#"{"consumptions":["#)
        for (index, object) in objects.enumerated() {
            let invoices = invoices(of: object, utility)
            buffer.writeStaticString(index == 0 ? "{" : ",{")
            buffer.writeStaticString(#""property":"#)
            buffer.writeJSON(object.name)
            buffer.writeStaticString(",")
            buffer.writeFields(of: object)
            if !invoices.isEmpty || !object.omitsEmptyReading {
                buffer.writeStaticString(#","reading":["#)
                for (index, invoice) in invoices.enumerated() {
                    if index > 0 { buffer.writeStaticString(",") }
                    write(invoice, of: object, into: &buffer)
                }
                buffer.writeStaticString("]")
            }
            buffer.writeStaticString("}")
        }
        buffer.writeStaticString("]")
        buffer.write(next)
        buffer.writeStaticString("}")
        return buffer
    }

    private func write(_ invoice: SimulatedInvoice, of object: SimulatedObject, into buffer: inout ByteBuffer) {
        buffer.writeString(#"{"readingDate":"\#(object.text(of: invoice.date))","value":"#)
        buffer.write(invoice.thousandths, object.numberForm)
        buffer.writeString(#","status":"\#(invoice.status)","unit":"\#(invoice.unit)""#)
        if let effect = invoice.maxEffect, let key = object.maxEffectKey {
            buffer.writeString(#","\#(key)":{"readingDate":"\#(object.text(of: effect.time))","value":"#)
            buffer.write(effect.thousandths, object.numberForm)
            buffer.writeStaticString(#","unit":"kW"}"#)
        }
        buffer.writeStaticString("}")
    }
}

extension SimulatedObject {
    /// Writes a time in this object's ``SimulatedObject/TimeForm``.
    fileprivate func text(of time: Int64) -> String {
        let shown = timeForm == .offset ? time + CivilTime.offset(at: time) : time
        let text = String(CivilTime.isoText(shown).prefix(19))
        switch timeForm {
        case .milliseconds: return text + ".000Z"
        case .seconds: return text + "Z"
        case .withoutZone: return text
        case .offset: return text + ".000+0\(CivilTime.offset(at: time) / CivilTime.hour):00"
        }
    }
}
