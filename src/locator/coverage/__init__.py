"""Which unit has what the plan requires, which lacks it, and which has not said?

Each requirement of each unit becomes a verdict; verdicts are explained, tabled and compared.
May use the pack and the ground below; knows neither pages nor words.
"""
