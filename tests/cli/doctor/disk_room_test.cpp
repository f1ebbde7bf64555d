#include "cli/doctor/disk_room.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap::cli;

TEST_CASE("the room for the ledger is judged by what it needs to be written") {
    struct Row {
        std::uint64_t free;
        Verdict verdict;
        const char* said;
    };
    const Row rows[] = {
        {0, Verdict::problem,
         "0 MiB are free where the ledger /x/ledger.db lies: below 64 MiB nothing is written, and no snapshot is "
         "requested"},
        {67'108'863, Verdict::problem,
         "63 MiB are free where the ledger /x/ledger.db lies: below 64 MiB nothing is written, and no snapshot is "
         "requested"},
        {67'108'864, Verdict::warning,
         "64 MiB are free where the ledger /x/ledger.db lies; below 64 MiB nothing is written, and no snapshot is "
         "requested"},
        {999'999'999, Verdict::warning,
         "953 MiB are free where the ledger /x/ledger.db lies; below 64 MiB nothing is written, and no snapshot is "
         "requested"},
        {1'000'000'000, Verdict::ok, "953 MiB are free where the ledger /x/ledger.db lies"},
        {65'000'000'000, Verdict::ok, "60.5 GiB are free where the ledger /x/ledger.db lies"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.said);
        const Finding finding = disk_finding("/x/ledger.db", row.free);
        CHECK(text(finding.verdict) == text(row.verdict));
        CHECK(finding.said == row.said);
        CHECK(finding.remedy.empty() == (row.verdict == Verdict::ok));
    }
}

TEST_CASE("room that the system does not tell is no problem") {
    CHECK(text(disk_finding("/x/ledger.db", std::nullopt).verdict) == text(Verdict::unknown));
    CHECK(text(check_disk("/no/such/folder/ledger.db").verdict) == text(Verdict::unknown));
}
