/// The zone in which a drafted page writes its times.
enum DraftClock: Sendable, Hashable {
    case form(SimulatedObject.TimeForm)
    /// Times without a zone, in a clock that the page does not name.
    case unnamed(Distortion.Clock)

    func text(_ time: Int64) -> String {
        let shown = CivilTime.isoText(time + ahead(at: time)).dropLast(5)
        let milliseconds = String(1000 + (time - CivilTime.floorDivide(time, 1000) * 1000)).dropFirst()
        let fraction = milliseconds == "000" ? "" : ".\(milliseconds)"
        return switch self {
        case .form(.milliseconds): "\(shown).\(milliseconds)Z"
        case .form(.seconds): "\(shown)\(fraction)Z"
        case .form(.withoutZone), .unnamed: "\(shown)\(fraction)"
        case .form(.offset): "\(shown).\(milliseconds)+0\(ahead(at: time) / CivilTime.hour):00"
        }
    }

    /// Returns how far the clock is ahead of UTC.
    private func ahead(at time: Int64) -> Int64 {
        switch self {
        case .form(.offset), .unnamed(.civil): CivilTime.offset(at: time)
        case .unnamed(.normal): CivilTime.hour
        default: 0
        }
    }
}
