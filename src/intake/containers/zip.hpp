#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "intake/containers/allowance.hpp"

namespace dmp::intake::containers {

/// Reads a zip file. Opening it looks at every member's name and kind first: names that lead outside (.., absolute, drive
/// letters), links and special files, names that come twice, and more members than allowed make the whole file refused
/// with a UserError (data) that names the member.
class Zip {
 public:
  Zip(const std::filesystem::path& file, std::string name, const Limits& limits);

  /// Names of all files inside, sorted; folders and the litter of operating systems left out.
  [[nodiscard]] const std::vector<std::string>& members() const { return members_; }
  [[nodiscard]] bool has(std::string_view member) const;

  /// Hands a member's bytes over piece by piece until `take` returns false. A UserError where the member is encrypted,
  /// damaged, not there or too large.
  void read(const std::string& member, Allowance& allowance, const std::function<bool(std::string_view)>& take) const;

  /// Puts each of the members named (sorted, without doubles) into a new scratch file, several at a time.
  /// suffix(member) gives the end of the scratch file's name. Files come in the order of `wanted`.
  [[nodiscard]] std::vector<std::filesystem::path> extract(const std::vector<std::string>& wanted, const std::filesystem::path& scratch, Allowance& allowance,
                                                           const std::function<std::string(const std::string&)>& suffix) const;

 private:
  std::filesystem::path file_;
  std::string name_;
  std::vector<std::string> members_;
};

}  // namespace dmp::intake::containers
