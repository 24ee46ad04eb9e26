import Testing

@testable import RemoteWrite

struct BatchSplitterTests {
    private func samples(_ times: [Int64], series: Int = 0) -> [WriteSample] {
        times.map { WriteSample(series: series, time: $0, value: Double($0)) }
    }

    /// Delivers to a receiver that refuses some samples; returns the number of requests and the accepted samples.
    private func deliver(
        _ batch: [WriteSample], floor: Int64 = .min, refusing refusal: Refusal,
        where isRefused: (WriteSample) -> Bool
    ) -> (splitter: BatchSplitter, requests: Int, taken: [WriteSample]) {
        var splitter = BatchSplitter(batch, floor: floor)
        var requests = 0
        var taken: [WriteSample] = []
        while let part = splitter.next() {
            requests += 1
            if part.contains(where: isRefused) {
                splitter.refuse(refusal)
            } else {
                splitter.accept()
                taken += part
            }
        }
        return (splitter, requests, taken)
    }

    @Test func anAcceptedBatchIsSentOnce() {
        let result = deliver(samples([1, 2, 3]), refusing: .invalid) { _ in false }
        #expect(result.requests == 1 && result.splitter.accepted == 3 && result.splitter.refused.isEmpty)
    }

    @Test(arguments: [[0], [7], [999], [3, 4], [0, 500, 999], Array(400..<420)])
    func onlyTheRefusedSamplesAreLeftOut(_ refused: [Int64]) {
        let batch = samples(Array(0..<1000))
        let result = deliver(batch, refusing: .duplicate) { refused.contains($0.time) }
        #expect(result.splitter.refused == [.duplicate: refused.count])
        #expect(Set(result.taken.map(\.time)) == Set(0..<1000).subtracting(refused))
        #expect(result.splitter.accepted == 1000 - refused.count)
        // Each refused sample costs at most the halvings to it, and the other half at each.
        #expect(result.requests <= 1 + 20 * refused.count)
    }

    @Test func ifAllAreRefusedAllAreCounted() {
        let result = deliver(samples(Array(0..<100)), refusing: .invalid) { _ in true }
        #expect(result.splitter.refused == [.invalid: 100] && result.splitter.accepted == 0)
    }

    @Test(arguments: [0, 1, 63, 64, 500, 999, 1000])
    func samplesThatAreTooOldAreFoundByHalvingTheTime(_ tooOld: Int64) {
        // Three series, so that time does not rise through the batch.
        let batch = (0..<3).flatMap { samples(Array(0..<1000), series: $0) }
        let result = deliver(batch, refusing: .tooOld) { $0.time < tooOld }
        #expect(result.splitter.accepted == 3 * (1000 - Int(tooOld)))
        #expect(result.splitter.refused == (tooOld == 0 ? [:] : [.tooOld: 3 * Int(tooOld)]))
        #expect(result.requests <= 30)
        #expect(result.splitter.floor == (tooOld == 0 ? .min : tooOld - 1))
    }

    @Test func samplesKnownToBeTooOldAreNotSentAgain() {
        let result = deliver(samples(Array(0..<100)), floor: 49, refusing: .tooOld) { $0.time < 50 }
        #expect(result.requests == 1 && result.splitter.refused == [.tooOld: 50] && result.splitter.accepted == 50)
    }

    @Test func aSingleSampleProvesNothingUnlessAllowed() {
        var splitter = BatchSplitter(samples([5]))
        #expect(splitter.next() != nil && splitter.isAlone)
        splitter.refuse(.outOfBounds, mayRaiseFloor: false)
        #expect(splitter.next() == nil && splitter.floor == .min && splitter.refused == [.outOfBounds: 1])
    }

    @Test func aTooLargeBatchIsSentInSmallerParts() {
        var splitter = BatchSplitter(samples(Array(0..<10)))
        var sizes: [Int] = []
        while let part = splitter.next() {
            sizes.append(part.count)
            if part.count > 3 { splitter.refuseSize() } else { splitter.accept() }
        }
        #expect(sizes == [10, 5, 2, 3, 5, 2, 3] && splitter.accepted == 10 && splitter.refused.isEmpty)
        var alone = BatchSplitter(samples([1]))
        _ = alone.next()
        alone.refuseSize()
        #expect(alone.next() == nil && alone.refused == [.tooLarge: 1])
    }

    @Test func partsStayInOrderOfSeriesAndTime() {
        let batch = (0..<4).flatMap { samples(Array(0..<50), series: $0) }
        var splitter = BatchSplitter(batch)
        var round = 0
        while let part = splitter.next() {
            #expect(part.elementsEqual(part.sorted { ($0.series, $0.time) < ($1.series, $1.time) }))
            round += 1
            if part.count > 10 {
                splitter.refuse(round.isMultiple(of: 2) ? .tooOld : .duplicate)
            } else {
                splitter.accept()
            }
        }
        #expect(splitter.accepted == 200)
    }
}
