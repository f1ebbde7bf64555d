#include "adapters/sql/site_numbers.hpp"

namespace ecdsnap::adapters::sql {

SiteNumbers::SiteNumbers(Database& database)
    : insert_(database, "INSERT INTO sites (account, region) VALUES (?1, ?2) ON CONFLICT DO NOTHING"),
      find_(database, "SELECT id FROM sites WHERE account = ?1 AND region = ?2"),
      read_(database, "SELECT account, region FROM sites WHERE id = ?1") {}

std::int64_t SiteNumbers::number_of(const core::SiteId& site) {
    if (const auto known = numbers_.find(site); known != numbers_.end()) return known->second;
    insert_.run(site.account, site.region);
    find_.start(site.account, site.region);
    if (!find_.next()) throw damaged("a site could not be stored");
    const auto number = find_.integer();
    find_.reset();
    numbers_.emplace(site, number);
    return number;
}

std::optional<std::int64_t> SiteNumbers::number_of_known(const core::SiteId& site) {
    if (const auto known = numbers_.find(site); known != numbers_.end()) return known->second;
    find_.start(site.account, site.region);
    std::optional<std::int64_t> number;
    if (find_.next()) number = find_.integer();
    find_.reset();
    return number;
}

std::shared_ptr<const core::SiteId> SiteNumbers::site(std::int64_t number) {
    auto& known = sites_[number];
    if (known) return known;
    read_.start(number);
    if (!read_.next()) throw damaged("a task names a site that is not there");
    core::SiteId site;
    site.account = read_.text();
    site.region = read_.text();
    read_.reset();
    known = std::make_shared<const core::SiteId>(std::move(site));
    return known;
}

void SiteNumbers::forget() {
    numbers_.clear();
    sites_.clear();
}

}  // namespace ecdsnap::adapters::sql
