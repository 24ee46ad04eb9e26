import Ground
import Metering
import ReadingStore
import TrueTime

/// Finds the stored value of a sample's place.
struct SampleFinder: Sendable {
    private let store: ReadingStore
    /// The calendar of invoiced months.
    private let calendar: MeteringCalendar
    private let dating: InvoiceDating

    init(_ store: ReadingStore, _ calendar: MeteringCalendar, _ dating: InvoiceDating) {
        self.store = store
        self.calendar = calendar
        self.dating = dating
    }

    /// Returns the present value; nil if nothing is stored there any more.
    ///
    /// - Throws: `StoreError`
    func value(at place: SamplePlace) async throws(StoreError) -> Double? {
        guard let family = TrueTimeFamily(rawValue: place.family) else { return nil }
        guard family == .invoice else {
            let readings = try await store.deliveries.reading(of: place.id, endingAt: place.end)
            return TrueTimeSeries(family, of: place.id)?.samples(of: readings).first { _ in true }?.value
        }
        return try await months(endingAfter: place.end - .milliseconds(1))
            .first { $0.id == place.id && $0.end == place.end }?.value
    }

    /// Reads the invoiced months that end after a time.
    ///
    /// - Throws: `StoreError`
    func months(endingAfter time: Timestamp) async throws(StoreError) -> [InvoicedMonth<ChangedInvoice>] {
        // A month that ends after that time begins at most a month before.
        let first = calendar.month(of: time)
        let stored = try await store.deliveries.changedInvoices(
            from: calendar.dates(of: first..<(first + 1), dating).lowerBound)
        return stored.flatMap { InvoicedMonth.months(of: $0.id, $0.invoices, calendar, dating) }
            .filter { $0.end > time }
    }
}
