// What doctor asks one site, and what it makes of the answers. Nothing that it asks can have an effect: it reads, and
// for rights to change something it asks for a desktop that does not exist.
#pragma once

#include "cli/doctor/connection_step.hpp"
#include "cli/doctor/finding.hpp"
#include "cli/inventory/site_connections.hpp"
#include "core/desktop.hpp"
#include "core/error.hpp"
#include "core/policy/account_rights.hpp"
#include "ports/clock.hpp"
#include "ports/credentials.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::cli {

class SiteExamination {
public:
    // Both outlive it. `discovered`: nobody named the region.
    SiteExamination(SiteConnection& connection, ports::Clock& clock, core::AccountRights rights, bool discovered);

    boost::asio::awaitable<void> run();

    // What was found, and what was still waited for, if run() has not ended.
    Findings findings() const;
    const core::SiteId& site() const { return connection_.site; }
    const std::optional<core::Result<ports::Credentials>>& key() const { return key_; }
    bool left_out() const { return left_out_; }  // a discovered region that is not for the account
    // The first page of them, and whether there are no more.
    const std::vector<core::Desktop>& desktops() const { return desktops_; }
    bool all_listed() const { return all_listed_; }

private:
    enum class Next : std::uint8_t { go_on, stop };

    boost::asio::awaitable<Next> reach();
    boost::asio::awaitable<Next> ask_key();
    boost::asio::awaitable<Next> ask_reads();
    boost::asio::awaitable<void> ask_changes();
    void note_passed(ConnectionStep step);
    void note_answer(const ports::HttpAnswer& answer);
    void note_no_answer(const core::Error& error);
    Next settle_endpoint(const std::optional<core::Error>& error);
    void note_clock(core::WallTime server_date);
    Next note_right(const char* action, const std::optional<core::Error>& error, bool needed);
    void note_change(const char* action, const std::optional<core::Error>& error);
    void add(std::string what, Verdict verdict, std::string said, std::string remedy = {});

    SiteConnection& connection_;
    ports::Clock& clock_;
    const core::AccountRights rights_;
    const bool discovered_;
    Findings findings_;
    std::string doing_;  // what is waited for; empty: nothing
    std::optional<core::Result<ports::Credentials>> key_;
    std::string foreign_;  // what answered was not the service's; empty: it was
    std::vector<core::Desktop> desktops_;
    bool all_listed_ = false;
    bool left_out_ = false;
    bool clock_off_ = false;  // so far that requests may be refused for it
};

}  // namespace ecdsnap::cli
