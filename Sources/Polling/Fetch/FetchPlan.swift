import Configuration
import EnergyAPI
import Ground
import Metering
import ReadingStore

/// Which time a fetch asks for: the days of its range that no earlier fetch has finished, newest first as everywhere.
///
/// A day is finished for good only if it was asked for when it could no longer change (`time_series.refetch`). Whole UTC days,
/// so that it does not matter whether the API takes `toDate` as inclusive.
struct FetchPlan: Sendable, Equatable {
    var windows: [Range<Timestamp>]
    /// Days of the range that are left out.
    var finishedDays: Int

    /// - Parameter fetched: when a day was asked for before.
    init(
        _ time: Range<Timestamp>, maxWindow: Duration, refetch: Duration, fetched: [CivilDay: Timestamp]
    ) {
        windows = []
        finishedDays = 0
        var stretches: [Range<Timestamp>] = []
        for day in time.utcDays {
            let time = MeteringCalendar().time(of: day)
            if let asked = fetched[day], asked - time.upperBound >= refetch {
                finishedDays += 1
            } else {
                stretches.appendMerging(time)
            }
        }
        windows = stretches.reversed().flatMap { PollPlan.windows($0, atMost: maxWindow) }
    }
}

extension Range<Timestamp> {
    /// The days in UTC that it touches.
    var utcDays: Range<CivilDay> {
        let calendar = MeteringCalendar()
        return calendar.day(of: lowerBound)..<calendar.day(of: upperBound.endOfUTCDay)
    }
}

extension Configuration {
    /// What a fetch asks, but for the time, as a text: another one where anything of it differs. Customer numbers are not
    /// readable in it.
    var fetchQuestion: String {
        var parts = [api.url.text]
        for group in customers {
            parts += [group.name, group.resolution.rawValue, "\(group.subsidiary)", "\(group.timeSeriesFlow)"]
            parts += group.numbers + ["/"] + group.deliveryCategories + ["/"] + group.meteringPoints + ["//"]
        }
        // FNV-1a: the same in every run, unlike Swift's own hash.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in parts.joined(separator: "\0").utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return String(hash, radix: 16)
    }
}
