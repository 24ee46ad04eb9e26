import Exposition

/// All families of a snapshot.
enum SnapshotFamilies {
    static func families(_ input: SnapshotInput) -> [MetricFamily] {
        ReadingFamilies.families(input) + PeriodFamilies.families(input) + TariffFamilies.families(input)
            + InvoiceFamilies.families(input) + PollFamilies.families(input)
    }
}
