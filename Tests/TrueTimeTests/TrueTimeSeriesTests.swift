import Ground
import Metering
import Testing

@testable import TrueTime

struct TrueTimeSeriesTests {
    private static func id(_ unit: String) -> SeriesID {
        SeriesID(
            meter: MeterID(meteringPoint: "735999000000000015", deliveryCategory: "EL", microproduction: false),
            unit: unit)
    }

    /// A quarter of an hour and an hour.
    private let readings = ReadingColumns(
        starts: [0, 900_000], ends: [900_000, 4_500_000], values: [0.25, 1.5], statuses: [0, 0])

    @Test func aReadingIsASampleAtTheEndOfItsPeriod() throws {
        let series = try #require(TrueTimeSeries(.reading, of: Self.id("m3")))
        #expect(
            Array(series.samples(of: readings)) == [
                TrueTimeSample(time: 900_000, value: 0.25), TrueTimeSample(time: 4_500_000, value: 1.5),
            ])
    }

    @Test(arguments: [("kWh", 1000.0, 1500.0), ("MWh", 1e6, 1.5e6), (" wh ", 1, 1.5)])
    func anEnergyHasAMeanPower(_ unit: String, _ quarter: Double, _ hour: Double) throws {
        let series = try #require(TrueTimeSeries(.power, of: Self.id(unit)))
        #expect(series.samples(of: readings).map(\.value) == [quarter, hour])
        #expect(series.samples(of: readings).map(\.time) == [900_000, 4_500_000])
    }

    /// Computed as it stands it would be 8391.999999999998 W.
    @Test func aPowerHasNoMoreDigitsThanItsReadingJustifies() throws {
        let readings = ReadingColumns(starts: [0], ends: [900_000], values: [2.098], statuses: [0])
        let series = try #require(TrueTimeSeries(.power, of: Self.id("kWh")))
        #expect(2.098 * 3.6e6 / 900 != 8392)
        #expect(series.samples(of: readings).map(\.value) == [8392])
    }

    @Test(arguments: ["m3", "kW", "", "°C"]) func nothingElseHasAPower(_ unit: String) {
        #expect(TrueTimeSeries(.power, of: Self.id(unit)) == nil)
        #expect(TrueTimeSeries.samplesPerReading(inUnit: unit) == 1)
    }

    @Test func theSamplesOfAReadingAreCounted() {
        #expect(TrueTimeSeries.samplesPerReading(inUnit: "kWh") == TrueTimeFamily.ofReadings.count)
    }

    @Test func withoutReadingsThereAreNoSamples() throws {
        let series = try #require(TrueTimeSeries(.power, of: Self.id("kWh")))
        #expect(Array(series.samples(of: ReadingColumns())) == [])
    }
}
