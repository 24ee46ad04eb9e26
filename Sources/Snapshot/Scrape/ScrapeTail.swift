package import Exposition

/// The families that are written again for each scrape, behind those of the snapshot.
///
/// They stand in two parts, each in order of the names: compressing takes longer than all the rest of a scrape, and is only
/// done again for a part that has changed, and never for one that always does.
package struct ScrapeTail: Sendable {
    /// The two parts as text.
    struct Text {
        let settled: [UInt8]
        /// With the format's end.
        let moving: [UInt8]
    }

    private let settled: @Sendable (Duration) -> [any ScrapedFamily]
    private let moving: @Sendable () -> [any ScrapedFamily]

    /// - Parameters:
    ///   - settled: makes the families that change with a poll or a reload; is told how long the build of the snapshot took.
    ///   - moving: makes the families that change from scrape to scrape.
    package init(
        settled: @escaping @Sendable (Duration) -> [any ScrapedFamily],
        moving: @escaping @Sendable () -> [any ScrapedFamily] = { [] }
    ) {
        self.settled = settled
        self.moving = moving
    }

    /// Writes both parts.
    ///
    /// A family that the snapshot has too is left out, as no family may stand in an exposition twice.
    func text(
        beside current: RenderedFamilies, _ buildDuration: Duration, names: Set<String>, format: ExpositionFormat
    ) -> Text {
        var seen: Set<String> = []
        func write(_ families: [any ScrapedFamily]) -> [UInt8] {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(ScrapeTail.usualSize)
            for family in families.sorted(by: { $0.name < $1.name }) {
                guard !current.holds(family), seen.insert(family.openMetricsName).inserted,
                    names.isEmpty || names.contains(where: { family.isSelected(by: $0) })
                else { continue }
                family.write(as: format, to: &bytes)
            }
            return bytes
        }
        let settled = write(settled(buildDuration))
        return Text(settled: settled, moving: write(moving()) + format.end)
    }

    /// Bytes that a part has room for from the beginning.
    private static let usualSize = 16 * 1024
}
