// SPDX-License-Identifier: Apache-2.0
// The states, as data/jurisdictions has them (a test compares): small enough for the first page, where the counties of
// the one that is chosen are loaded later.
const list = [
  'AL Alabama;AK Alaska;AS American Samoa;AZ Arizona;AR Arkansas;CA California;CO Colorado',
  'CT Connecticut;DE Delaware;DC District of Columbia;FL Florida;GA Georgia;GU Guam;HI Hawaii;ID Idaho',
  'IL Illinois;IN Indiana;IA Iowa;KS Kansas;KY Kentucky;LA Louisiana;ME Maine;MD Maryland',
  'MA Massachusetts;MI Michigan;MN Minnesota;MS Mississippi;MO Missouri;MT Montana;NE Nebraska',
  'NV Nevada;NH New Hampshire;NJ New Jersey;NM New Mexico;NY New York;NC North Carolina;ND North Dakota',
  'MP Northern Mariana Islands;OH Ohio;OK Oklahoma;OR Oregon;PA Pennsylvania;PR Puerto Rico',
  'RI Rhode Island;SC South Carolina;SD South Dakota;TN Tennessee;TX Texas;VI U.S. Virgin Islands',
  'UM United States Minor Outlying Islands;UT Utah;VT Vermont;VA Virginia;WA Washington',
  'WV West Virginia;WI Wisconsin;WY Wyoming',
].join(';')

export const states: { code: string; name: string }[] = list
  .split(';')
  .map((entry) => ({ code: `US-${entry.slice(0, 2)}`, name: entry.slice(3) }))
