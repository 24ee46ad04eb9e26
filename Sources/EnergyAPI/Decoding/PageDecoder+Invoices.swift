import CReadings
import Ground
import Metering

extension PageDecoder {
    static func invoices(_ columns: inout PageColumns, now: Timestamp, _ rules: DecodingRules) -> InvoiceBatch {
        let latest = latest(now)
        var batch = InvoiceBatch(rejected: columns.rejected, missing: columns.page.missing)
        batch.findings[.timeWithoutZone] = columns.page.zoneless
        for object in columns.objects {
            let series = series(of: object, &columns, latest: latest, &batch)
            let effects = columns.effects(of: object).compactMap { effect -> InvoiceMaxEffect? in
                // An effect without a date belongs to no month.
                guard effect.start != CREADINGS_NO_TIME, max(effect.start, effect.time) <= latest,
                    let maxEffect = columns.maxEffect(effect)
                else { return nil }
                return InvoiceMaxEffect(date: Timestamp(milliseconds: effect.start), effect: maxEffect)
            }
            batch.findings[.readingDate] += effects.count { !isOfItsMonth($0, rules) }
            batch.sources.append(
                InvoiceSource(
                    meter: columns.meter(object), facts: columns.facts(object), series: series, maxEffects: effects))
        }
        return batch
    }

    /// Returns true if a highest power lies in the invoiced month. A power at the very end of the month may be dated by
    /// its end.
    private static func isOfItsMonth(_ effect: InvoiceMaxEffect, _ rules: DecodingRules) -> Bool {
        let month = rules.calendar.month(invoicedAt: effect.date, rules.invoiceDating)
        let time = effect.effect.time
        return rules.calendar.month(of: time) == month || rules.calendar.month(of: time - .seconds(1)) == month
    }

    /// Returns an object's values, one entry for each unit in the order of their first occurrence.
    private static func series(
        of object: creadings_object, _ columns: inout PageColumns, latest: Int64, _ batch: inout InvoiceBatch
    ) -> [InvoiceSeries] {
        let unitless = columns.unitOfUnitless(object)
        var series: [InvoiceSeries] = []
        for row in object.rows {
            let named = columns.unit(row)
            let unit = columns.labels[named == PageColumns.missing ? unitless : named]
            let place = series.firstIndex { $0.unit == unit } ?? series.endIndex
            if place == series.endIndex { series.append(InvoiceSeries(unit: unit, invoices: [])) }
            let date = Timestamp(milliseconds: columns.starts[row])
            switch columns.row(row) {
            case .null:
                batch.findings[.nullValue] += 1
                series[place].removals.append(date)
            case .value where date.milliseconds > latest:
                batch.rejected[.future, default: 0] += 1
            case .value:
                if named == PageColumns.missing { batch.findings[.unitMissing] += 1 }
                series[place].invoices.append(
                    Invoice(
                        date: date, value: columns.values[row], status: columns.text(columns.statuses[row]) ?? ""))
            case .none: break
            }
        }
        // Several of one date keep the order of the answer.
        return series.filter { !$0.invoices.isEmpty || !$0.removals.isEmpty }.map { one in
            var one = one
            one.invoices = one.invoices.enumerated().sorted {
                ($0.element.date, $0.offset) < ($1.element.date, $1.offset)
            }
            .map(\.element)
            one.removals.sort()
            return one
        }
    }
}
