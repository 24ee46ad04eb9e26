/// The clock by which times without a zone are read (`api.times_without_zone`).
package enum TimesWithoutZone: String, Sendable, CaseIterable {
    case utc
    /// UTC+1 all year, the time that Swedish meters keep.
    case normal
    /// The configuration's `time_zone`, with summer time.
    case civil
}
