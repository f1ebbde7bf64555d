// Log events of tasks and slots: what happened, to whom, why, and where to look.
#pragma once

#include "core/task/decision.hpp"
#include "core/task/task_event.hpp"
#include "engine/site.hpp"

#include <optional>

namespace ecdsnap::engine {

void report_notes(const Site& site, const core::Task& task, const core::Slot& slot, const core::TaskAnswer& answer,
                  const core::TaskEvent& event);

// Nothing when nothing was decided.
std::optional<core::Event> decision_event(const core::Decision& decision);

// The endings that have gathered, grouped.
void report_endings(World& world);

// When every task of the slot has its outcome and none can join any more.
void report_slot_if_over(World& world, const core::Slot& slot);

// `unlisted`: sites whose desktops never joined it; empty: none.
void report_slot_finished(World& world, const core::Slot& slot, const std::string& unlisted);

void report_slot_opened(World& world, const core::Slot& slot, const char* event_message);

// An event with the slot's fields filled in.
core::Event slot_event(core::EventId id, std::string message, const core::Slot& slot);

}  // namespace ecdsnap::engine
