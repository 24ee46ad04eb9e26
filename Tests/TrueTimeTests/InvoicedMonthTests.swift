import Ground
import Metering
import Testing
import TrueTime

@testable import TrueTime

@Suite struct InvoicedMonthTests {
    @Test func partsOfAMonthAreAddedAndCarryTheNewestChange() throws {
        let calendar = try #require(MeteringCalendar(timeZone: "Europe/Stockholm"))
        let id = SeriesID(
            meter: MeterID(meteringPoint: "735999000000000015", deliveryCategory: "EL", microproduction: false),
            unit: "kWh")
        func invoice(_ month: Int64, _ day: Int64, _ value: Double, _ change: Int64) -> ChangedInvoice {
            ChangedInvoice(date: Timestamp(utcYear: 2026, month: month, day: day), value: value, change: change)
        }
        let months = InvoicedMonth.months(
            of: id, [invoice(9, 1, 10, 7), invoice(9, 20, 2.5, 9), invoice(10, 1, 4, 3)], calendar)
        #expect(months.map(\.value) == [12.5, 4] && months.map(\.change) == [9, 3])
        // Midnight of 1 October and of 1 November in Stockholm.
        #expect(months.map(\.end.milliseconds) == [1_790_805_600_000, 1_793_487_600_000])
    }
}
