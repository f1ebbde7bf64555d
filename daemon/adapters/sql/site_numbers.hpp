// Sites are stored once and referred to by number, since every task has one. Tasks read from the ledger share one
// SiteId object per site.
#pragma once

#include "adapters/sql/sqlite.hpp"
#include "core/site.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>

namespace ecdsnap::adapters::sql {

class SiteNumbers {
public:
    explicit SiteNumbers(Database& database);

    std::int64_t number_of(const core::SiteId& site);                       // stored when it is new
    std::optional<std::int64_t> number_of_known(const core::SiteId& site);  // nullopt: it is not stored
    std::shared_ptr<const core::SiteId> site(std::int64_t number);

    // A transaction was rolled back: numbers given in it are void.
    void forget();

private:
    Statement insert_;
    Statement find_;
    Statement read_;
    std::map<core::SiteId, std::int64_t> numbers_;
    std::map<std::int64_t, std::shared_ptr<const core::SiteId>> sites_;
};

}  // namespace ecdsnap::adapters::sql
