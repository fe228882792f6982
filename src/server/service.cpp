#include "server/service.hpp"

#include <sodium.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "core/errors.hpp"
#include "server/claim_desk.hpp"
#include "server/differences.hpp"
#include "server/places.hpp"
#include "server/plan_desk.hpp"
#include "server/solver.hpp"

namespace dmp::server {
namespace {

std::string random_token() {
  if (sodium_init() < 0) throw core::InternalError("libsodium cannot start");
  std::array<unsigned char, 24> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  std::array<char, 2 * bytes.size() + 1> text{};
  sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
  return text.data();
}

ServiceSettings with_memory(ServiceSettings settings) {
  if (settings.most_bytes > 0) return settings;
  constexpr std::size_t kLeast = std::size_t{512} << 20, kMost = std::size_t{8} << 30;
  const long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGE_SIZE);
  settings.most_bytes = pages > 0 && size > 0 ? std::clamp(static_cast<std::size_t>(pages) * static_cast<std::size_t>(size) / 5 * 2, kLeast, kMost) : kLeast;
  return settings;
}

}  // namespace

Service::Service(ServiceSettings settings)
    : settings_(with_memory(std::move(settings))), editions_(settings_.folder, settings_.audience, settings_.most_bytes), token_(random_token()), solver_(std::make_unique<MarketSolver>(settings_.folder)),
      differences_(std::make_unique<DifferenceCache>()), layers_(std::make_unique<PlaceLayers>()),
      claims_(std::make_unique<ClaimDesk>(settings_.folder)), plan_(std::make_unique<PlanDesk>(settings_.folder)) {}

Service::~Service() = default;

std::shared_ptr<const OpenEdition> Service::edition(const Request& request) const { return editions_.open(request.target.query.text("edition"), request.may_wait); }

}  // namespace dmp::server
