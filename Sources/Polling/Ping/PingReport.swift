import EnergyAPI
import Ground
import Metering

/// The form of an answer's times, with hints where they may be misread: older versions of the API write Swedish time
/// without a zone.
struct PingReport {
    let lines: [String]

    init(_ sample: PageSample, asked: Range<Timestamp>, now: Timestamp, timesWithoutZone: TimesWithoutZone) {
        guard let first = sample.first, let newest = sample.newest else {
            lines = []
            return
        }
        var lines = [
            "the newest reading is sent as \(newest.start.sent) to \(newest.end.sent), "
                + "and understood as \(newest.start.understood) to \(newest.end.understood)"
        ]
        let advice = "compare a day with the portal and set api.times_without_zone"
        if [first.start, first.end, newest.start, newest.end].contains(where: { !$0.hasZone }) {
            lines.append(
                "hint: times come without a zone and are read as \(timesWithoutZone.rawValue) "
                    + "(api.times_without_zone); \(advice)")
        }
        if first.start.understood != asked.lowerBound {
            lines.append(
                "hint: readings were asked for from \(asked.lowerBound), and the first is sent as starting at "
                    + "\(first.start.sent), understood as \(first.start.understood): if it should be the same time, "
                    + "\(advice)")
        }
        if newest.end.understood > now {
            lines.append(
                "hint: the newest reading ends in the future, at \(newest.end.understood): "
                    + "it is a forecast, or its time is read wrongly; \(advice)")
        }
        self.lines = lines
    }
}
