package import Checkpoints

/// What a download would fetch, and what of it is here already.
package struct DownloadPlan: Sendable {
  /// The model and the revision that was named.
  package let id: HubID
  /// What the Hub tells of it.
  package let listing: RepositoryListing
  /// In what form the weights are there.
  package let weights: NeededFiles.Weights
  /// The files whose content is to be fetched, or only to be put into the snapshot.
  package let missing: [HubFile]
  /// The files of the snapshot that are here, with their sizes in bytes.
  package let present: [(name: String, size: Int)]
  /// Files the Hub was asked for and does not have.
  package let absent: [String]
  /// How many bytes of the missing files are here, from other revisions or an earlier try.
  package let bytesHere: Int

  /// The commit the revision stands for.
  package var commit: String { listing.commit }
  /// The size of the missing files, in bytes.
  package var missingSize: Int { missing.reduce(0) { $0 + $1.size } }
  /// The size of all files of the snapshot, in bytes.
  package var size: Int { present.reduce(missingSize) { $0 + $1.size } }
}
