extension SimulatedUtility {
    /// Returns one object's invoiced months, in order, as the API answers at a given time.
    ///
    /// A month is the sum of its final readings. It is invoiced from the third to the twelfth business day after its
    /// end; some months have a preliminary value first, some have no value, and some are never invoiced.
    ///
    /// - Parameters:
    ///   - from: first date, milliseconds since the epoch.
    ///   - to: bound of the dates, exclusive.
    ///   - now: the time at which the API is asked.
    package func invoices(of object: SimulatedObject, from: Int64, to: Int64, visibleAt now: Int64)
        -> [SimulatedInvoice]
    {
        var invoices: [SimulatedInvoice] = []
        var month = Month(of: max(from, configuration.since))
        while month.first * CivilTime.day < min(to, now) {
            invoices += self.invoices(of: object, month, at: now)
            month = month.next
        }
        return invoices.filter { $0.date >= from && $0.date < to }
    }

    /// Returns the final invoiced value of the month that holds a time, in thousandths of the unit, as the sum of its
    /// parts.
    package func invoiceTruth(of object: SimulatedObject, monthOf time: Int64) -> Int64 {
        let month = Month(of: time)
        return total(of: object, from: month.first, to: month.next.first).thousandths
    }

    /// A month of Stockholm's calendar.
    private struct Month {
        /// Days since 1970-01-01.
        let first: Int64
        private let year: Int64
        private let month: Int64

        init(year: Int64, month: Int64) {
            self.year = year
            self.month = month
            first = CivilTime.days(year: year, month: month, day: 1)
        }

        init(of time: Int64) {
            let date = CivilTime.date(ofDay: CivilTime.civilDay(of: time))
            self.init(year: date.year, month: date.month)
        }

        var next: Month { month == 12 ? Month(year: year + 1, month: 1) : Month(year: year, month: month + 1) }
    }

    private func invoices(of object: SimulatedObject, _ month: Month, at now: Int64) -> [SimulatedInvoice] {
        let index = Int64(object.index)
        let chances = configuration.irregularities
        func happens(_ topic: SeededHash.Topic, _ chance: Double) -> Bool {
            hash.happens(topic, chance, index, month.first)
        }
        let bits = hash.bits(.invoiced, index, month.first)
        let day = CivilTime.businessDay(after: month.next.first - 1, count: 3 + Int(bits % 10))
        guard now >= CivilTime.start(ofCivilDay: day) + 6 * CivilTime.hour,
            !happens(.notInvoiced, chances.missingDay * 3)
        else { return [] }
        // A customer moved in the middle of the month: each part has its own date.
        let moved = month.first + 10 + Int64(bits / 10 % 10)
        let parts =
            happens(.moved, chances.gap * 2)
            ? [(month.first, moved), (moved, month.next.first)] : [(month.first, month.next.first)]
        let corrected = CivilTime.businessDay(after: day, count: 12 + Int(bits / 100 % 10))
        let isPreliminary =
            happens(.preliminary, chances.estimated)
            && now < CivilTime.start(ofCivilDay: corrected) + 6 * CivilTime.hour
        let isBlank = happens(.blankInvoice, chances.blank * 2)
        return parts.map { first, end in
            let total = total(of: object, from: first, to: end)
            // Never the value itself: a correction has to change it.
            let value = isPreliminary ? total.thousandths + total.thousandths / 20 + 1 : total.thousandths
            return SimulatedInvoice(
                date: first * CivilTime.day, thousandths: isBlank ? nil : value,
                status: isPreliminary ? SimulatedInvoice.preliminary : SimulatedInvoice.processed, unit: object.unit,
                maxEffect: total.maxEffect)
        }
    }

    /// Returns the sum and the highest hour of the final readings of some civil days.
    private func total(
        of object: SimulatedObject, from: Int64, to: Int64
    ) -> (thousandths: Int64, maxEffect: SimulatedReading.MaxEffect?) {
        let settled = settled(after: to * CivilTime.day)
        var readings = DayReadings(self, object, CivilDay(from), at: settled)
        var sum: Int64 = 0
        var highest: SimulatedReading.MaxEffect?
        for number in from..<to {
            readings.load(self, object, .energy, CivilDay(number), at: settled, .quarter)
            for slot in 0..<readings.slots where readings.isPresent(slot) && readings.start(slot) >= configuration.since
            {
                if case .thousandths(let value) = readings.value(slot) { sum += value }
            }
            if let effect = readings.maxEffect, effect.thousandths > highest?.thousandths ?? -1 {
                highest = SimulatedReading.MaxEffect(time: effect.time, thousandths: effect.thousandths)
            }
        }
        return (sum, highest)
    }
}
