#pragma once

#include "catalogue/catalogue.hpp"

/// Small right definitions that tests take and spoil.
namespace dmp::catalogue::sample {

inline const File kTable = {"2-tables/drug_test.toml", R"toml(id = "drug_test"
name = "Drug tests"
description = "One row for each test."
key = ["test_id"]
subject = "crime"
period_column = "test_date"
place_column = "area_code"

[[column]]
name = "test_id"
type = "text"
required = true
description = "Identifier."
[[column]]
name = "test_date"
type = "date"
required = true
description = "When."
[[column]]
name = "area_code"
type = "area"
description = "Where."
[[column]]
name = "result"
type = "code"
values = ["positive", "negative"]
description = "What came out."
[[column]]
name = "age"
type = "integer"
min = 0
max = 120
description = "Age in years."
[[column]]
name = "person_key"
type = "pseudonym"
description = "Who."
[[column]]
name = "level"
type = "measure"
description = "Level, where published."
[[column]]
name = "ordered"
type = "boolean"
description = "By a court."
)toml"};

inline const File kSource = {"1-sources/custody.toml", R"toml(id = "custody"
name = "Custody system"
licence = "None: partner data"
citation = "Custody system"
kind = "partner"
table = "drug_test"
files = ["custody*.csv"]

[format]
delimiter = ","
header = 1

[columns]
test_id = "Test"
test_date = { from = "Date", format = ["%d/%m/%Y"] }
result = { from = "Result", map = { "+" = "positive", "-" = "negative" }, otherwise = "reject" }
person_key = { join = ["Forename", "Surname"], pseudonym = "name" }
age = { from = "Age", scale = 1 }
area_code = { file_name = "(E\\d{8})" }

[[example]]
file = "custody_E06000055.csv"
input = """
Test,Date,Result,Forename,Surname,Age
t1,01/05/2024,+,Ann,Lee,30
t2,05/2024,+,Bob,Lee,31
"""
rows = [ { test_id = "t1", test_date = 2024-05-01, result = "positive", age = 30, area_code = "E06000055" } ]
rejected = [ { line = 3, column = 2, rule = "not a date" } ]
)toml"};

inline const File kWideSource = {"1-sources/wide.toml", R"toml(id = "wide"
name = "Wide"
licence = "OGL"
citation = "Somebody"
kind = "public"
table = "drug_test"
[columns]
test_id = "Id"
test_date = { from = "@period", part = "start" }
[unpivot]
columns = "^20\\d\\d$"
name_to = "@period"
value_to = "level"
[[example]]
input = "Id,2023\na,1\n"
rows = [ { test_id = "a", test_date = 2023-01-01, level = 1.5, level_state = "value" } ]
)toml"};

inline const File kIndicator = {"3-indicators/tests_positive.toml", R"toml(id = "tests_positive"
number = 12
name = "Positive tests"
question = "Which share of tests is positive?"
domain = "CRI"
family = "crime"
tier = "supporting"
method = "rate"
unit = "per 1,000 residents"
multiplier = 1000
polarity = "none"
quality = "observed"
period = "financial year"
levels = ["county", "authority"]
breakdowns = ["sex", "sex+age"]
age_bands = ["16-24", "25+"]
comparator = "none"
citation = "Home Office"
caveats = ["Few."]
numerator = """
SELECT area_code AS place, test_date AS date
FROM drug_test
"""
denominator = "SELECT 1"

[[example]]
given.drug_test = [ { test_id = "t1", test_date = 2024-05-01, area_code = "E06000055" } ]
given.area_member = [ { member_code = "E06000055", area_code = "E06000055" } ]
expect = [ { area_code = "E06000055", period = "2024/25", value = 0.5 } ]
)toml"};

inline std::vector<File> all() { return {kSource, kWideSource, kTable, kIndicator}; }

}  // namespace dmp::catalogue::sample
