// What a person has to know before a policy of ours takes the place of one of the cloud's.
#pragma once

#include <cstdint>
#include <string>

namespace ecdsnap::core {

enum class DifferenceKind : std::uint8_t {
    // Of every policy.
    time_zone,       // the API does not say in which zone its expressions are
    weekdays,        // nor which weekday is 1
    retention,       // the cloud deletes after some days, this program does not
    limit,           // the cloud keeps so many automatic snapshots of a desktop
    still_attached,  // the cloud's policy goes on beside ours
    new_desktops,    // who is covered that the cloud's policy would not cover, or the other way round
    main_file,       // rules of the main file that hold for every policy
    // Of one policy.
    renamed,         // its name is no name of ours, or is taken
    stopped,         // the cloud does not carry it out at present
    unknown_status,  // it has a status that nobody documented
    disks,           // which disks is not said, or not understood
    time_points,     // the cloud's hours are not those of its expression
    desktop_count,   // the cloud counts other than it lists
    other_policy,    // a desktop that is listed names another policy
    odd_ids,         // a desktop has an id that no policy of ours can name
    // Why one has no policy of ours.
    no_desktops,           // it is attached to none
    desktops_unlisted,     // it says it has some, and none is listed
    no_schedule,           // it has no expression
    schedule_not_readable  // nor one that can be understood
};

const char* text(DifferenceKind kind);  // a word for programs: "still_attached"

struct Difference {
    DifferenceKind kind = DifferenceKind::retention;
    std::string text;  // a sentence for people

    bool operator==(const Difference&) const = default;
};

}  // namespace ecdsnap::core
