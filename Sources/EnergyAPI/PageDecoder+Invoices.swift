import CReadings
import Ground
import Metering

extension PageDecoder {
    static func invoices(_ page: creadings_page, latest: Int64) -> InvoiceBatch {
        let texts = texts(page)
        var batch = InvoiceBatch(rejected: rejected(page), missing: page.missing)
        for index in 0..<page.object_count {
            guard let object = page.objects?[index] else { break }
            let series = series(of: object, page, texts, latest: latest, &batch.rejected)
            let effects = effects(of: object, page).compactMap { effect -> InvoiceMaxEffect? in
                // One that stands beside no date belongs to no month.
                guard effect.start != CREADINGS_NO_TIME, max(effect.start, effect.time) <= latest else { return nil }
                return InvoiceMaxEffect(
                    date: Timestamp(milliseconds: effect.start), effect: maxEffect(effect, texts))
            }
            batch.sources.append(
                InvoiceSource(
                    meter: meter(object, texts), facts: facts(object, texts), series: series, maxEffects: effects))
        }
        return batch
    }

    /// An object's values, one entry for each unit in the order in which the units first come.
    private static func series(
        of object: creadings_object, _ page: creadings_page, _ texts: [String], latest: Int64,
        _ rejected: inout [RejectionReason: Int]
    ) -> [InvoiceSeries] {
        guard let dates = page.starts, let values = page.values, let statuses = page.statuses, let units = page.units
        else { return [] }
        var series: [InvoiceSeries] = []
        for row in object.first_reading..<(object.first_reading + object.readings) {
            guard dates[row] <= latest else {
                rejected[.future, default: 0] += 1
                continue
            }
            let unit = text(units[row], texts) ?? ""
            let invoice = Invoice(
                date: Timestamp(milliseconds: dates[row]), value: values[row],
                status: text(statuses[row], texts) ?? "")
            let place = series.firstIndex { $0.unit == unit } ?? series.endIndex
            if place == series.endIndex { series.append(InvoiceSeries(unit: unit, invoices: [])) }
            // Of two that an object names for one date the first stays, whatever their order in later answers.
            if series[place].invoices.contains(where: { $0.date == invoice.date }) {
                rejected[.duplicate, default: 0] += 1
            } else {
                series[place].invoices.append(invoice)
            }
        }
        for place in series.indices { series[place].invoices.sort { $0.date < $1.date } }
        return series
    }
}
