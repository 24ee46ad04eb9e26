import Ground
import Metering
import Testing
import TrueTime

@testable import TrueTime

struct InvoicedMonthTests {
    @Test func partsOfAMonthAreAddedAndCarryTheNewestChange() throws {
        let calendar = try #require(MeteringCalendar(timeZone: "Europe/Stockholm"))
        let id = SeriesID(
            meter: MeterID(meteringPoint: "735999000000000015", deliveryCategory: "EL", microproduction: false),
            unit: "kWh")
        func invoice(_ month: Int64, _ day: Int64, _ value: Double, _ change: Int64) -> ChangedInvoice {
            ChangedInvoice(date: Timestamp(utcYear: 2026, month: month, day: day), value: value, change: change)
        }
        let months = InvoicedMonth.months(
            of: id, [invoice(9, 1, 10, 7), invoice(9, 20, 2.5, 9), invoice(10, 1, 4, 3)], calendar, .start)
        #expect(months.map(\.value) == [12.5, 4] && months.map(\.change) == [9, 3])
        // Midnight of 1 October and of 1 November in Stockholm.
        #expect(months.map(\.end.milliseconds) == [1_790_805_600_000, 1_793_487_600_000])
        // A date that closes its month is the first moment of the next.
        let midnight = Timestamp(milliseconds: 1_790_805_600_000)
        let closing = InvoicedMonth.months(
            of: id, [invoice(9, 20, 2.5, 9), ChangedInvoice(date: midnight, value: 4, change: 3)], calendar, .end)
        #expect(closing.map(\.value) == [6.5] && closing.map(\.end) == [midnight])
    }
}
